// A tool that was used: one line with what it did and how it went, which opens to what went in and what came out.
import type { Conversation } from '../../conversation/conversation.ts';
import type { ToolLine } from '../../conversation/line.ts';
import { seconds } from '../../parts/format.ts';
import { Icon } from '../../parts/icon.tsx';
import { words } from '../../words/words.ts';
import { Folded } from './folded.tsx';
import { subjectOf, verbOf } from './tool-subject.ts';
import { ToolText } from './tool-text.tsx';

type ToolProps = { line: ToolLine; conversation: Conversation };

const WORTH_TELLING_MS = 100;
const signs = { running: 'tool', done: 'check', failed: 'failed', stopped: 'stopped' } as const;

export function Tool({ line, conversation }: ToolProps) {
  const { tool } = words.value.chat;
  const { name, input, output, state, ms, cut } = line;
  const verb = verbOf(name);
  const subject = subjectOf(input);
  const said = verb === null ? name : tool.verbs[verb][state === 'done' ? 'did' : 'doing'];
  return (
    <div class="line tool" data-key={line.key} data-state={state}>
      <Folded
        sign={
          <span class="tool-sign">
            <Icon name={signs[state]} size={16} />
          </span>
        }
        head={
          <>
            <span class="tool-said">
              <bdi>{said}</bdi> {subject === '' ? null : <bdi class="soft">{subject}</bdi>}
            </span>
            <span class={state === 'failed' ? 'tool-state' : 'unseen'}>{tool[state]}</span>
          </>
        }
        end={ms === null || ms < WORTH_TELLING_MS ? null : <span class="tool-took">{tool.took(seconds(ms))}</span>}
      >
        {() => (
          <>
            {verb === null ? null : <p class="soft small">{name}</p>}
            <ToolText label={tool.input} text={input} cut={null} conversation={conversation} />
            {state === 'running' && output === '' ? null : (
              <ToolText label={tool.output} text={output} cut={cut} conversation={conversation} />
            )}
          </>
        )}
      </Folded>
    </div>
  );
}
