// The log of the gateway, in Spanish.
import type { Words } from '../en.ts';
import { counted } from '../plural.ts';

export const logs: Words['logs'] = {
  title: 'Registro',
  level: 'Nivel',
  levels: {
    all: 'Todo',
    info: 'Info. y superior',
    warning: 'Avisos y errores',
    error: 'Errores',
  },
  names: {
    trace: 'Traza',
    debug: 'Depuración',
    info: 'Info.',
    warning: 'Aviso',
    error: 'Error',
    fatal: 'Fatal',
  },
  filter: 'Filtrar',
  pause: 'Pausar',
  resume: 'Seguir',
  paused: 'En pausa. Las líneas nuevas llegan al seguir de nuevo.',
  wrap: 'Ajustar líneas',
  copy: 'Copiar lo que se muestra',
  copied: counted('es', 'línea copiada.', 'líneas copiadas.'),
  notCopied: 'El navegador no permitió copiar. Selecciona las líneas y cópialas a mano.',
  latest: 'Ir a lo más reciente',
  empty: 'Aún no hay nada en el registro.',
  nothingFits: 'Ninguna línea coincide con el filtro.',
  showAll: 'Mostrar todo',
  lines: counted('es', 'línea', 'líneas'),
  shownOf: (shown, all) => `${shown} de ${all} líneas`,
  older: (file) => `Las líneas anteriores están en ${file}, en la máquina de la pasarela.`,
  anew: 'El registro se leyó de nuevo: pueden faltar líneas anteriores a esta.',
  rest: 'Registro completo',
  list: 'Líneas del registro',
  cut: (size) => `La línea ocupa ${size}. Este es su comienzo.`,
};
