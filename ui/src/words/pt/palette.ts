// The palette, in Portuguese.
import type { Words } from '../en.ts';
import { counted } from '../plural.ts';

export const palette: Words['palette'] = {
  titles: { everything: 'Pesquisar e fazer', conversation: 'Pesquisar neste chat' },
  placeholders: { everything: 'Pesquisar ou fazer algo', conversation: 'Palavras que foram ditas aqui' },
  found: 'Resultados',
  groups: { chats: 'Chats', actions: 'Ações', messages: 'Mensagens' },
  hint: 'Digite palavras que foram ditas neste chat.',
  searching: 'Pesquisando',
  nothing: 'Nada foi encontrado. Tente outras palavras.',
  more: 'Há mais do que é mostrado. Acrescente uma palavra para encontrar.',
  count: counted('pt', 'resultado', 'resultados'),
  notSearched: (why) => `Não foi possível pesquisar nas mensagens: ${why}. Digite de novo para tentar outra vez.`,
  away: 'A pesquisa só inclui o que esta página conhece. As mensagens são pesquisadas quando o gateway voltar.',
  stop: 'Parar a resposta',
  searchHere: 'Pesquisar neste chat',
  go: (view) => `Ir para ${view}`,
  open: {
    session: 'Ver os detalhes do chat',
    tools: 'Ver as ferramentas do chat',
    checkpoints: 'Ver os pontos de controle',
  },
  exports: {
    md: 'Exportar como Markdown',
    html: 'Exportar como HTML',
    json: 'Exportar como JSON',
  },
  themes: {
    system: 'Usar o tema do sistema',
    light: 'Usar o tema claro',
    dark: 'Usar o tema escuro',
    contrast: 'Usar o tema de alto contraste',
  },
  hideSide: 'Ocultar a lista de chats',
  showSide: 'Mostrar a lista de chats',
};
