// A request over HTTP that says exactly what it is told: fetch would not send Host, Cookie and Sec-Fetch-Site.
import { request } from 'node:http';

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

/** The code of a refusal's details, as every route writes it; empty where there is none. */
export function codeIn({ text }: Answer): string {
  return (
    /"code":"([A-Z][A-Z_]+)"[^{}]*\}\s*\}/.exec(text)?.[1] ?? /"details":\{"code":"([A-Z_]+)"/.exec(text)?.[1] ?? ''
  );
}
