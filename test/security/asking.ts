// A request over HTTP that says exactly what it is told: fetch would not send Host, Cookie and Sec-Fetch-Site.
import { request } from 'node:http';
import * as v from 'valibot';

export type Asked = { method?: string; headers?: Record<string, string>; body?: string };
export type Answer = { status: number; headers: Record<string, unknown>; text: string };

export function ask(url: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    asked.on('error', reject).end(body);
  });
}

const Refused = v.object({
  error: v.object({
    code: v.nullish(v.string()),
    type: v.optional(v.string()),
    details: v.optional(v.object({ code: v.optional(v.string()) })),
  }),
});

/** What was refused, by its name, in the words of whichever interface it was. */
export function codeIn({ text }: Answer): string {
  const { code, type, details } = v.parse(Refused, JSON.parse(text)).error;
  return details?.code ?? code ?? type ?? '';
}
