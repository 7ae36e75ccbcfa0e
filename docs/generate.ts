// `npm run protocol:gen`: writes the published schema of the wire.
import { writeFileSync } from 'node:fs';
import { protocolSchema } from '../src/methods/protocol-schema.ts';
import { gatewayTables } from '../src/methods/tables.ts';

export function publishedSchema(): string {
  return `${JSON.stringify(protocolSchema(gatewayTables), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(new URL('protocol.schema.json', import.meta.url), publishedSchema());
