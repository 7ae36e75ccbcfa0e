// The palette, in Spanish.
import type { Words } from '../en.ts';
import { counted } from '../plural.ts';

export const palette: Words['palette'] = {
  titles: { everything: 'Buscar y actuar', conversation: 'Buscar en este chat' },
  placeholders: { everything: 'Buscar o hacer algo', conversation: 'Palabras que se dijeron aquí' },
  found: 'Resultados',
  groups: { chats: 'Chats', actions: 'Acciones', messages: 'Mensajes' },
  hint: 'Escribe palabras que se dijeron en este chat.',
  searching: 'Buscando',
  nothing: 'Sin resultados. Prueba con otras palabras.',
  more: 'Hay más de lo que se muestra. Añade una palabra para encontrarlo.',
  count: counted('es', 'resultado', 'resultados'),
  notSearched: (why) => `No se pudo buscar en los mensajes: ${why}. Escribe de nuevo para reintentarlo.`,
  away: 'Solo se busca en lo que esta página conoce. Los mensajes se buscan cuando vuelva la pasarela.',
  stop: 'Detener la respuesta',
  searchHere: 'Buscar en este chat',
  go: (view) => `Ir a ${view}`,
  open: {
    session: 'Ver los detalles del chat',
    tools: 'Ver las herramientas del chat',
    checkpoints: 'Ver los puntos de control',
  },
  exports: {
    md: 'Exportar como Markdown',
    html: 'Exportar como HTML',
    json: 'Exportar como JSON',
  },
  themes: {
    system: 'Usar el tema del sistema',
    light: 'Usar el tema claro',
    dark: 'Usar el tema oscuro',
    contrast: 'Usar el tema de alto contraste',
  },
  hideSide: 'Ocultar la lista de chats',
  showSide: 'Mostrar la lista de chats',
};
