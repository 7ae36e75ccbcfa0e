// The part of html-to-text that is used here; the library brings no types.
declare module 'html-to-text' {
  type Selector = { selector: string; format?: string; options?: Record<string, unknown> };
  type Options = {
    baseElements: { selectors: string[] };
    limits: { maxChildNodes: number; maxDepth: number; maxInputLength: number; ellipsis: string };
    selectors: Selector[];
    wordwrap: false;
  };
  export function compile(options: Options): (html: string, metadata?: unknown) => string;
}
