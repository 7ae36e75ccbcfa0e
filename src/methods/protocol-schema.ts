// The wire as JSON Schema, made from the very schemas that frames are checked with.
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { ConnectParams, HelloOk, PROTOCOL } from '../protocol/connect.ts';
import { events } from '../protocol/events.ts';
import { ErrorShape, EventFrame, RequestFrame, ResponseFrame } from '../protocol/frames.ts';
import { Message } from '../protocol/messages.ts';
import { operations } from '../protocol/operations.ts';
import { SessionRow } from '../protocol/sessions.ts';
import { methodNames, oneTable } from './dispatch.ts';
import type { Table } from './method.ts';

export function protocolSchema(tables: readonly Table[]) {
  const methods = oneTable(tables);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Gateway WebSocket protocol, version ${PROTOCOL}`,
    definitions: {
      ...json({ RequestFrame, ResponseFrame, EventFrame, ErrorShape, ConnectParams, HelloOk, Message, SessionRow }),
    },
    methods: Object.fromEntries(
      methodNames(tables).map((name) => {
        const { params, result } = methods[name] ?? missing(name);
        const { scope } = operations[name];
        return [name, { scope, params: one(params, 'input'), result: one(result, 'output') }];
      }),
    ),
    events: json(events),
  };
}

function json(schemas: Record<string, v.GenericSchema>) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, one(schema, 'output')]));
}

function one(schema: v.GenericSchema, typeMode: 'input' | 'output') {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode, errorMode: 'throw', ignoreActions: ['check'] });
  return rest;
}

function missing(name: string): never {
  throw new TypeError(`No method is called ${name}`);
}
