// Bare socket.io on Node.js: joins, acks and broadcasts, nothing else.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer((_request, response) => response.end("ready"));
const board = new Server(http, { transports: ["websocket"], perMessageDeflate: process.env.DEFLATE === "1", cors: { origin: "*" } });
let number = 0;

board.on("connection", (socket) => {
  socket.on("join", ({ room }, ack) => {
    socket.join(room);
    ack({ ok: true });
  });
  socket.on("vote", ({ room, item, op }, ack) => {
    number += 1;
    board.to(room).emit("voted", { item, seq: number, op });
    ack({ ok: true, seq: number });
  });
});
http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
