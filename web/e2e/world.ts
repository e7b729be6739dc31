import { makeDesk } from "./applications-world";
import { reviewed } from "./canvas-world";
import { trade } from "./collections-world";
import { populateStudio } from "./designer-world";
import { populatePeople } from "./people-world";
import { root, type Server } from "./server";
import { populateWorkflows } from "./workflows-world";

export const ann = { account: "ann", password: "ann-likes-Tea-9" };

const fails = { type: "end", title: "refuse", config: { endStatus: -1 } };
const ends = { type: "end", title: "enough", config: { endStatus: 1 } };

/** Makes people, a collection and workflows, and takes actions that end in every way. */
export async function populate(server: Server): Promise<void> {
  const boss = await server.signIn();
  await server.ok(boss, "collections:create", {
    name: "claims",
    fields: [
      { name: "title", type: "string" },
      { name: "number", type: "string", unique: true },
    ],
  });
  await server.ok(boss, "collections:create", { name: "payments", fields: [{ name: "title", type: "string" }] });
  await server.ok(boss, "roles:create", {
    name: "clerk",
    title: "Clerk",
    strategy: { actions: ["create", "view", "update", "destroy"] },
    snippets: ["!ui.*", "!pm", "!pm.*"],
  });
  await server.ok(boss, "users:create", {
    username: ann.account,
    nickname: "Ann Martin",
    password: ann.password,
    roles: ["clerk", "member"],
  });
  const on = { collection: "claims" };
  const pays = {
    type: "create",
    title: "pay",
    config: { collection: "payments", params: { values: { title: "Payment" } } },
  };
  await server.workflow(boss, { key: "process", title: "Process a claim", type: "action", config: on }, [pays]);
  await server.workflow(boss, {
    key: "ledger",
    title: "Keep the ledger",
    type: "collection",
    config: { collection: "payments", mode: 1 },
  });
  await server.workflow(boss, { key: "books", title: "Close the books", type: "action", sync: true, config: on }, [
    fails,
  ]);
  await server.workflow(boss, { key: "limit", title: "Check the limit", type: "request-interception", config: on }, [
    fails,
  ]);
  await server.workflow(boss, { key: "draft", title: "Keep as draft", type: "request-interception", config: on }, [
    ends,
  ]);
  await server.ok(boss, "workflows:create", {
    key: "archive",
    title: "Archive old claims",
    type: "action",
    config: on,
  });
  await server.ok(boss, "buttons:create", {
    uid: "submit-claim",
    title: "Submit",
    collection: "claims",
    action: "create",
    bindings: [{ key: "process" }],
  });
  await populatePeople(server, boss);
  await populateStudio(server, boss);
  for (const token of [boss, await server.signIn(ann.account, ann.password)]) {
    await act(server, token, token === boss ? root.account : ann.account);
  }
  await populateWorkflows(server);
  await reviewed(server, boss);
  await trade(server, boss);
  await makeDesk(server);
}

async function act(server: Server, token: string, who: string) {
  const create = (query: string, values: object) => server.call(token, `claims:create?${query}`, values);
  await create("button=submit-claim", { title: "Taxi", number: `${who}-1` });
  await create("triggerWorkflows=process,archive,nobody", { title: "Hotel", number: `${who}-2` });
  await create("triggerWorkflows=process", { title: "Again", number: `${who}-1` });
  await create("triggerWorkflows=limit,process", { title: "Too much" });
  await create("triggerWorkflows=draft", { title: "Later" });
  await create("triggerWorkflows=books,process", { title: "Lunch", number: `${who}-3` });
}
