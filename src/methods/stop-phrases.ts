// What people type to make it stop, in the languages they type it in.

const phrases = new Set([
  ...['stop', 'esc', 'abort', 'cancel', 'halt', 'exit', 'wait', 'please stop', 'stop please', 'stop it', 'stop now'],
  ...['stop that', 'stop talking', 'stop generating', 'enough', 'interrupt'],
  ...['halt stop', 'stopp', 'anhalten', 'aufhören', 'hör auf', 'abbrechen'],
  ...['arrête', 'arrete', 'arrêtez', 'annuler'],
  ...['para', 'detente', 'detén', 'basta', 'cancelar', 'alto'],
  ...['pare', 'parar', 'chega', 'ferma', 'fermati', 'annulla'],
  ...['стоп', 'остановись', 'хватит', 'отмена'],
  ...['停', '停止', '停下', '取消', '别说了', '住手'],
  ...['止めて', 'やめて', '停止して', 'ストップ', '중지', '그만', '멈춰'],
  ...['توقف', 'قف', 'रुको', 'बंद करो', 'dur', 'durdur'],
]);

/** A command, or a word that means one while something runs; anything longer is a message like any other. */
export function readStop(message: string): 'command' | 'phrase' | null {
  const words = message.trim().toLowerCase();
  if (words === '/stop' || words === '/abort' || words === '/esc') return 'command';
  if (words.length > 40) return null;
  return phrases.has(words.replace(/[\s.!?…。！？،]+$/u, '')) ? 'phrase' : null;
}
