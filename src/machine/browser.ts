// Opens the person's browser, where there is one.
import { spawn } from 'node:child_process';
import type { Environment } from '../config/environment.ts';

const PATIENCE_MS = 2000;

/** True when a browser was asked to open it. */
export async function openBrowser(
  url: string,
  environment: Environment,
  platform = process.platform,
): Promise<boolean> {
  const command = opener(environment, platform);
  if (!command) return false;
  return new Promise((answer) => {
    const child = spawn(command, [url], { stdio: 'ignore', detached: true, env: { ...environment } });
    // Some openers stay for as long as the browser does.
    const settled = setTimeout(() => answer(true), PATIENCE_MS);
    const end = (opened: boolean) => {
      clearTimeout(settled);
      answer(opened);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
    child.once('spawn', () => child.unref());
  });
}

function opener(environment: Environment, platform: string): string | null {
  if (platform === 'darwin') return 'open';
  // Without a display the tool would start a browser in the terminal, or wait for one.
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? 'xdg-open' : null;
}
