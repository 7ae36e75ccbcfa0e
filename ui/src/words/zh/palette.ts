// The palette, in Chinese.
import type { Words } from '../en.ts';
import { counted } from '../plural.ts';

export const palette: Words['palette'] = {
  titles: { everything: '搜索和操作', conversation: '在此对话中搜索' },
  placeholders: { everything: '搜索，或执行操作', conversation: '这里说过的词语' },
  found: '结果',
  groups: { chats: '对话', actions: '操作', messages: '消息' },
  hint: '输入此对话中说过的词语。',
  searching: '正在搜索',
  nothing: '没有结果。请换用其他词语。',
  more: '还有更多结果未显示。再加一个词即可找到。',
  count: counted('zh', '个结果', '个结果'),
  notSearched: (why) => `无法搜索消息：${why}。重新输入即可重试。`,
  away: '只搜索此页面已知的内容。网关恢复后会搜索消息。',
  stop: '停止回答',
  searchHere: '在此对话中搜索',
  go: (view) => `转到${view}`,
  open: {
    session: '显示此对话的详情',
    tools: '显示此对话的工具',
    checkpoints: '显示此对话的检查点',
  },
  exports: {
    md: '将此对话导出为 Markdown',
    html: '将此对话导出为 HTML',
    json: '将此对话导出为 JSON',
  },
  themes: {
    system: '使用系统主题',
    light: '使用浅色主题',
    dark: '使用深色主题',
    contrast: '使用高对比度主题',
  },
  hideSide: '隐藏对话列表',
  showSide: '显示对话列表',
};
