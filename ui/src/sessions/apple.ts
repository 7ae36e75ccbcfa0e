// Whether keys are called as on a Mac.

export const apple = /Mac|iPhone|iPad/.test(navigator.platform);
