// One line of the conversation, drawn anew only when it says something else.
import type { Conversation } from '../../conversation/conversation.ts';
import type { GapLine, Line } from '../../conversation/line.ts';
import { memo } from '../../parts/memo.tsx';
import '../../styles/lines.css';
import '../../styles/folds.css';
import '../../styles/media.css';
import { Answer } from './answer.tsx';
import { Question } from './question.tsx';
import { Rule } from './rule.tsx';
import { Thought } from './thought.tsx';
import { Time } from './time.tsx';
import { Tool } from './tool.tsx';

type LineProps = { line: Exclude<Line, GapLine>; conversation: Conversation };

export const LineView = memo(drawn, (before, after) => {
  return before.line === after.line && before.conversation === after.conversation;
});

function drawn({ line, conversation }: LineProps) {
  switch (line.kind) {
    case 'user':
      return <Question line={line} conversation={conversation} />;
    case 'answer':
      return <Answer line={line} conversation={conversation} />;
    case 'thought':
      return <Thought line={line} />;
    case 'tool':
      return <Tool line={line} conversation={conversation} />;
    case 'rule':
      return <Rule line={line} />;
    case 'time':
      return <Time line={line} />;
  }
}
