// One slash command as it runs: who asked for it and where, and the ways in which it can be answered.
import * as v from 'valibot';
import type { Command, Reply } from '../../commands.ts';
import type { Caller } from '../../ports.ts';
import type { Sent } from '../../protocol/chat.ts';
import type { Surroundings } from '../method.ts';
import { senderOf } from '../target.ts';
import type { NamedMethod } from './command.ts';
import { type Words, wordsFor } from './words.ts';

export type Said = { key: string; runId: string; message: string };

export class Scene {
  readonly said: Said;
  readonly argument: string | null;
  readonly caller: Caller;
  readonly around: Surroundings;
  readonly words: Words;
  readonly #standsFor: NamedMethod;

  constructor(said: Said, argument: string | null, standsFor: NamedMethod, caller: Caller, around: Surroundings) {
    this.said = said;
    this.argument = argument;
    this.caller = caller;
    this.around = around;
    this.words = wordsFor(caller.locale);
    this.#standsFor = standsFor;
  }

  number(count: number): string {
    return new Intl.NumberFormat(this.words.language).format(count);
  }

  dollars(amount: number): string {
    const form = { style: 'currency', currency: 'USD', maximumFractionDigits: 4 } as const;
    return new Intl.NumberFormat(this.words.language, form).format(amount);
  }

  /** What the method that the command stands for answers to its caller. */
  async ask<S extends v.GenericSchema>(params: object, schema: S): Promise<v.InferOutput<S>> {
    return v.parse(schema, await this.#call(params, this.around));
  }

  /** Answers, and changes nothing. */
  reply(text: string): Promise<Sent> {
    return this.around.sessions.call(this.caller.principal, this.said.key, { type: 'reply', ...this.#reply(text) });
  }

  /** Has the method change the session, and answers in the same commit. */
  async change(params: object, text: string): Promise<Sent> {
    const { around } = this;
    const reply = this.#reply(text);
    const call: Surroundings['sessions']['call'] = (principal, key, command) =>
      around.sessions.call(principal, key, withReply(command, reply));
    await this.#call(params, { ...around, sessions: { ...around.sessions, call } });
    return { runId: this.said.runId, status: 'started' };
  }

  async #call(params: object, around: Surroundings): Promise<unknown> {
    const { name, method } = this.#standsFor;
    return (await method.serve(name, this.caller, params, around)).result;
  }

  #reply(text: string): Reply {
    const { runId, message } = this.said;
    return { runId, message, sender: senderOf(this.caller), text };
  }
}

function withReply<C extends Command>(command: C, reply: Reply): C {
  return command.type === 'patch' || command.type === 'reset' ? { ...command, reply } : command;
}
