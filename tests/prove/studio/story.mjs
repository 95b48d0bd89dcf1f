// The story of the README by LangGraph's SDK for JavaScript: prints what was answered, as JSON.
import { Client } from "@langchain/langgraph-sdk";

const [apiUrl, ana, eva] = process.argv.slice(2);
const GRAPH = "recepcionista";
const turn = (content) => ({ input: { messages: [{ role: "user", content }] } });
const told = (each) => ({ reply: each.messages.at(-1).content, decision: each.decision });

const hers = new Client({ apiUrl, apiKey: ana });
const { thread_id: thread } = await hers.threads.create({ graphId: GRAPH });
const ask = async (words) => told(await hers.runs.wait(thread, GRAPH, turn(words)));

const streamed = [];
const said = {
  thread,
  created: await ask("Crea un cliente llamado Juan con email juan@example.com"),
  missing: await ask("Ahora crea otro con nombre María"),
};
for await (const part of hers.runs.stream(thread, GRAPH, {
  ...turn("maria@example.com"),
  streamMode: ["messages-tuple", "updates"],
})) {
  if (part.event === "messages") streamed.push(part.data[0].content);
}
const other = new Client({ apiUrl, apiKey: eva });
const listed = await other.runs.wait(null, GRAPH, turn("Lista todos los clientes"));
const closed = await other.threads.getState(thread).catch((error) => error.status);
const messages = (await hers.threads.getState(thread)).values.messages.length;
await hers.threads.delete(thread);
const deleted = await hers.threads.get(thread).catch((error) => error.status);
console.log(JSON.stringify({ ...said, streamed, listed: told(listed), closed, messages, deleted }));
