// The log of the gateway, in Portuguese.
import type { Words } from '../en.ts';
import { counted } from '../plural.ts';

export const logs: Words['logs'] = {
  title: 'Registro',
  level: 'Nível',
  levels: {
    all: 'Tudo',
    info: 'Info. e acima',
    warning: 'Avisos e erros',
    error: 'Erros',
  },
  names: {
    trace: 'Rastreio',
    debug: 'Depuração',
    info: 'Info.',
    warning: 'Aviso',
    error: 'Erro',
    fatal: 'Fatal',
  },
  filter: 'Filtrar',
  pause: 'Pausar',
  resume: 'Seguir',
  paused: 'Em pausa. Linhas novas chegam quando você seguir de novo.',
  wrap: 'Quebrar linhas',
  copy: 'Copiar o que é mostrado',
  copied: counted('pt', 'linha copiada.', 'linhas copiadas.'),
  notCopied: 'O navegador não permitiu copiar. Selecione as linhas e copie-as à mão.',
  latest: 'Ir para o mais recente',
  empty: 'Ainda não há nada no registro.',
  nothingFits: 'Nenhuma linha corresponde ao filtro.',
  showAll: 'Mostrar tudo',
  lines: counted('pt', 'linha', 'linhas'),
  shownOf: (shown, all) => `${shown} de ${all} linhas`,
  older: (file) => `As linhas mais antigas estão em ${file}, na máquina do gateway.`,
  anew: 'O registro foi lido de novo: podem faltar linhas antes desta.',
  rest: 'Entrada completa',
  list: 'Linhas do registro',
  cut: (size) => `A linha tem ${size}. Este é o começo dela.`,
};
