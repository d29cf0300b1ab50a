// Reads one JSON document from standard input, {"recover": [[words, ...], ...], "split": [{secret, m, n}, ...]}, and
// prints {"recovered": [hex or "refused: why", ...], "sets": [[words, ...], ...]}.
"use strict";

const fs = require("fs");
const path = require("path");
const Slip39 = require(require.resolve("slip39", { paths: [path.resolve(process.argv[2])] }));

function hex(bytes) {
  return Buffer.from(bytes).toString("hex");
}

function recover(shares) {
  try {
    return hex(Slip39.recoverSecret(shares, ""));
  } catch (error) {
    return `refused: ${error.message}`;
  }
}

function split({ secret, m, n }) {
  const made = Slip39.fromArray(Array.from(Buffer.from(secret, "hex")), { threshold: 1, groups: [[m, n, "all"]] });
  return Array.from({ length: n }, (_, place) => made.fromPath(`r/0/${place}`).mnemonics[0]);
}

const asked = JSON.parse(fs.readFileSync(0, "utf8"));
console.log(JSON.stringify({ recovered: asked.recover.map(recover), sets: asked.split.map(split) }));
