// Signing in, and why it did not succeed. Each reason has a title, and what to do next.

const find =
  'It is in the settings file as gateway.auth.token, and in the address that the gateway prints when it starts.';

export const gate = {
  label: 'Token or password',
  connect: 'Connect',
  connecting: 'Connecting',
  again: 'Connect again',
  askAgain: 'Ask again',
  said: (words: string) => `The gateway said: ${words}`,
  tries: (count: number) => `That was try ${count}; none was right.`,
  wait: (time: string) => `You can try again in ${time}.`,
  request: 'Request',
  waiting: 'Waiting for the approval. This page goes on by itself.',
  approve: (id: string) =>
    `On a device that is signed in, open Devices and approve it. Or run this on the gateway's machine: pincer devices approve ${id}`,
  reasons: {
    'token-needed': { title: 'This gateway expects its token', next: find },
    'password-needed': {
      title: 'This gateway expects its password',
      next: 'It is what gateway.auth.password says in the settings file.',
    },
    'token-wrong': { title: 'That token is not the one of this gateway', next: find },
    'password-wrong': { title: 'That password is not the one of this gateway', next: 'Try once more.' },
    'device-token-wrong': { title: 'This browser has to sign in again', next: find },
    'scope-mismatch': { title: 'This browser may do less than it asks for', next: 'Sign in with the token once more.' },
    'rate-limited': { title: 'Too many attempts', next: 'Wait until the gateway listens again.' },
    'policy-changed': { title: 'The rules have changed', next: 'It is asked again by itself.' },
    pairing: { title: 'This browser is not approved yet', next: 'Somebody who is signed in has to let it in, once.' },
    'pairing-answered': {
      title: 'This browser was not approved',
      next: 'The request was rejected, or it expired. Ask again if that was a mistake.',
    },
    'pairing-full': {
      title: 'Too many browsers wait for approval',
      next: 'Approve or reject some of them in Devices.',
    },
    origin: {
      title: 'This address is not allowed',
      next: `Add ${globalThis.location?.origin ?? 'it'} to gateway.controlUi.allowedOrigins in the settings file, then connect again.`,
    },
    proxy: { title: 'The proxy does not vouch for you', next: 'Sign in at the proxy, then connect again.' },
    tailscale: { title: 'Tailscale does not vouch for you', next: find },
    'local-only': { title: 'This gateway serves its own machine', next: 'Open this page there.' },
    clock: { title: 'The clocks do not agree', next: 'Set the clock of this device, then connect again.' },
    version: { title: 'This page is of another version', next: 'Reload the page.' },
    busy: { title: 'The gateway is busy', next: 'It is asked again by itself.' },
    'no-key': {
      title: 'This browser cannot prove who it is',
      next: 'Open this page on localhost or over HTTPS, in a current browser.',
    },
    other: {
      title: 'The gateway refused this page',
      next: 'Connect again; if it stays so, the gateway has the reason in its log.',
    },
  },
};
