// The official client, run by a test: joins a meeting, votes, prints each thing it hears as a line of JSON.
import { io } from "socket.io-client";

const [url, seat, meeting, proposal, transports] = process.argv.slice(2);
const socket = io(url, { auth: { seat }, transports: transports.split(","), reconnection: false });
const heard = new Set();

function say(what, body) {
  console.log(JSON.stringify({ what, body }));
  heard.add(what);
  if (["told", "way"].every((part) => heard.has(part))) socket.close();
}

socket.on("connect_error", (error) => (say("refused", error.message), process.exit(1)));
socket.on("tally:changed", (snapshot) => snapshot.data.proposals[proposal]?.agree === 1 && say("told", snapshot));
socket.on("disconnect", () => process.exit(0));
socket.on("connect", async () => {
  say("joined", await socket.emitWithAck("meeting:join", { meeting }));
  while (socket.io.engine.transport.name !== transports.split(",").at(-1)) await new Promise((done) => setTimeout(done, 20));
  say("voted", await socket.emitWithAck("reaction:cast", { key: "from-node-1", proposal, choice: "agree" }));
  say("way", socket.io.engine.transport.name);
});
setTimeout(() => (say("late", null), process.exit(2)), 30_000);
