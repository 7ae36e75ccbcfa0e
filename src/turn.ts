// The end of the current turn of the event loop: what arrived together in it can be done together.

export const soon: (task: () => void) => void =
  typeof setImmediate === 'function' ? (task) => setImmediate(task) : (task) => setTimeout(task, 0);

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => soon(resolve));
}
