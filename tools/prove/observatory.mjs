// Scans a site with the Mozilla Observatory's own rules: node observatory.mjs PACKAGE HOST HTTPPORT HTTPSPORT.
// Prints the grade, the score and the rules that do not hold; what it found in full goes to standard error.
import { pathToFileURL } from 'node:url';

const [pkg, host, httpPort, httpsPort] = process.argv.slice(2);
const { scan } = await import(pathToFileURL(pkg + '/src/scanner/index.js'));
const { scan: { grade, score, testsPassed, testsQuantity }, tests } = await scan(host, { httpPort: +httpPort, httpsPort: +httpsPort });
console.error(JSON.stringify({ grade, score, tests }, null, 2));
const failed = Object.entries(tests).filter(([, t]) => !t.pass).map(([name, t]) => name + ' ' + t.result);
console.log([grade, score, `${testsPassed}/${testsQuantity}`, ...failed].join(' '));
