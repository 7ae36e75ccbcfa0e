// What a text becomes on the page, without a page: its elements as lines of an outline, and everything that could do
// anything.
import { type ComponentChild, isValidElement, type VNode } from 'preact';
import { draw } from '../../ui/src/prose/blocks.tsx';
import { CodeBlock } from '../../ui/src/prose/code-block.tsx';
import { Reader } from '../../ui/src/prose/reader.ts';
import { Scroller } from '../../ui/src/prose/scroller.tsx';

export type Drawn = { name: string; props: Record<string, unknown>; children: (Drawn | string)[] };

export function drawText(text: string, live = false): (Drawn | string)[] {
  return new Reader().read(text, live).flatMap((block) => walk(draw(block)));
}

export function walk(node: ComponentChild): (Drawn | string)[] {
  if (node === null || node === undefined || typeof node === 'boolean') return [];
  if (Array.isArray(node)) return node.flatMap(walk);
  if (!isValidElement(node)) return [String(node)];
  const { type, props }: VNode<Record<string, unknown>> = node;
  const children: ComponentChild = Object(props).children;
  if (typeof type === 'string') return [{ name: type, props, children: walk(children) }];
  // These have a life of their own on the page.
  if (type === Object(CodeBlock)) {
    return [
      { name: 'code-block', props: { language: props.language, whole: props.whole }, children: [`${props.code}`] },
    ];
  }
  if (type === Object(Scroller)) return [{ name: 'scroller', props: {}, children: walk(children) }];
  if (Object(type).prototype?.render) return walk(Object(Reflect.construct(Object(type), [props])).render());
  return walk(Reflect.apply(Object(type), null, [props]));
}

/** "<p>words <strong>more</strong></p>", without properties. */
export function outline(nodes: readonly (Drawn | string)[]): string {
  return nodes
    .map((node) => (typeof node === 'string' ? node : `<${node.name}>${outline(node.children)}</${node.name}>`))
    .join('');
}

export function words(nodes: readonly (Drawn | string)[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : words(node.children))).join('');
}

export function* everyElement(nodes: readonly (Drawn | string)[]): Generator<Drawn> {
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    yield node;
    yield* everyElement(node.children);
  }
}

export function find(nodes: readonly (Drawn | string)[], name: string): Drawn[] {
  return [...everyElement(nodes)].filter((element) => element.name === name);
}
