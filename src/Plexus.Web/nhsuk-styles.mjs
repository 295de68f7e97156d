// node nhsuk-styles.mjs OUTPUT: the style sheet of nhsuk-frontend, fit to be served by us.
import { readFileSync, writeFileSync } from 'node:fs';

const source = new URL('node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css', import.meta.url);
const styles = readFileSync(source, 'utf8')
  // Frutiger is licensed to NHS services only: without these rules text falls back to Arial, and no other host is asked for anything.
  .replace(/@font-face\s*\{[^}]*\}/g, '')
  .replace(/\/\*# sourceMappingURL=[^*]*\*\//g, '')
  .replaceAll('/assets/images/', 'images/');

if (/url\(["']?(https?:)?\/\//.test(styles)) throw new Error('The style sheet still asks another host for something.');
writeFileSync(process.argv[2], styles);
