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

/** Words that mean "/stop" while something runs; anything longer is a message like any other. */
export function isStopPhrase(message: string): boolean {
  const words = message.trim().toLowerCase();
  return words.length <= 40 && phrases.has(words.replace(/[\s.!?…。！？،]+$/u, ''));
}
