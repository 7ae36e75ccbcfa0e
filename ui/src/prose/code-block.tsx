// A block of code: its language, copying it, and its lines, in colours once all of it is here.
import { useRef, useState } from 'preact/hooks';
import { CopyButton } from '../parts/copy-button.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { words } from '../words/words.ts';
import { CodeText } from './code-text.tsx';
import { Scroller } from './scroller.tsx';
import { useColours } from './use-colours.ts';

type CodeBlockProps = {
  code: string;
  language: string;
  /** No more of it will come. */
  whole: boolean;
};

export function CodeBlock({ code, language, whole }: CodeBlockProps) {
  const { chat } = words.value;
  const figure = useRef<HTMLElement>(null);
  const [wide, setWide] = useState(false);
  const [wrapped, setWrapped] = useState(false);
  const colours = useColours(figure, whole ? code : null, language);
  return (
    <figure ref={figure} class="code" data-wrapped={wrapped}>
      <figcaption>
        <span class="cut" dir="auto">
          {language}
        </span>
        {wide || wrapped ? (
          <IconButton
            icon="wrap"
            name={chat.code.wrap}
            size={16}
            pressed={wrapped}
            onClick={() => setWrapped(!wrapped)}
          />
        ) : null}
        <CopyButton name={chat.code.copy} text={() => code} />
      </figcaption>
      <Scroller class="code-frame" name={chat.code.lines} onWide={setWide}>
        <pre dir="ltr">
          <CodeText code={code} colours={colours} />
        </pre>
      </Scroller>
    </figure>
  );
}
