// A view around the chat: its heading, what can be done with all of it, and below them its sections.
import type { ComponentChildren, Ref } from 'preact';
import { useId } from 'preact/hooks';
import '../styles/views.css';

type ViewProps = {
  title: string;
  children: ComponentChildren;
  actions?: ComponentChildren;
  /** It is called something else than the bar above it says. */
  named?: boolean;
  before?: ComponentChildren;
};

export function View({ title, children, actions, named = false, before }: ViewProps) {
  return (
    <div class="view">
      <div class="view-body">
        {before}
        <header class="view-head" data-named={named}>
          <h1 tabIndex={-1} dir="auto">
            {title}
          </h1>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}

type SectionProps = {
  title: string;
  children: ComponentChildren;
  actions?: ComponentChildren;
  headingRef?: Ref<HTMLHeadingElement>;
};

export function Section({ title, children, actions, headingRef }: SectionProps) {
  const id = useId();
  return (
    <section class="view-section" aria-labelledby={id}>
      <header class="section-head">
        <h2 id={id} tabIndex={-1} {...(headingRef === undefined ? {} : { ref: headingRef })}>
          {title}
        </h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
