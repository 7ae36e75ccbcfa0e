// For drizzle-kit alone, which `npm run migrations:gen` starts inside test/, where it is installed.
export default { dialect: 'sqlite', schema: '../src/store/tables.ts', out: '../migrations' };
