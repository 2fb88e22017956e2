// Sends the calls of the CDK's command line to the emulator at EMULATOR: this version has no setting for the address of AWS, and always
// uses HTTPS.
const http = require('node:http');
const emulator = new URL(process.env.EMULATOR);
require('node:https').request = (options, callback) => http.request(
  { ...options, protocol: 'http:', host: emulator.hostname, hostname: emulator.hostname, port: emulator.port, agent: undefined },
  callback);
