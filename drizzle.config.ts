// For drizzle-kit alone, which `npm run migrations:gen` installs and starts inside migrations/.
export default { dialect: 'sqlite', schema: '../src/store/tables.ts', out: '.' };
