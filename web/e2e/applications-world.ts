import type { Server } from "./server";

type Json = Record<string, unknown>;

export const eve = { account: "eve", password: "eve-likes-Cocoa-9" };

const choice = (value: string, label: string, color: string) => ({ value, label, color });

const is = (path: string, value: unknown) => ({
  engine: "basic",
  calculation: { group: { type: "and", calculations: [{ calculator: "equal", operands: [`{{${path}}}`, value] }] } },
});

/** A desk where people keep tasks: an application with a page of each kind of block, its workflows and two roles. */
export async function makeDesk(server: Server): Promise<void> {
  const boss = await server.signIn();
  const ok = (action: string, body: Json) => server.ok(boss, action, body);
  await ok("collections:create", {
    name: "desk_people",
    title: "People",
    titleField: "name",
    fields: [{ name: "name", type: "string", interface: "input", uiSchema: { title: "Name" } }],
  });
  await ok("collections:create", {
    name: "desk_notes",
    title: "Notes",
    titleField: "text",
    fields: [{ name: "text", type: "string", interface: "input", uiSchema: { title: "Note" } }],
  });
  await ok("collections:create", {
    name: "desk_tasks",
    title: "Tasks",
    titleField: "title",
    createdAt: true,
    fields: [
      {
        name: "title",
        type: "string",
        interface: "input",
        uiSchema: { title: "Title" },
        validation: { type: "string", rules: [{ key: "r", name: "required" }] },
      },
      {
        name: "state",
        type: "string",
        interface: "select",
        defaultValue: "open",
        uiSchema: {
          title: "State",
          enum: [choice("open", "Open", "blue"), choice("done", "Done", "green"), choice("late", "Late", "red")],
        },
      },
      { name: "hours", type: "double", interface: "number", uiSchema: { title: "Hours" } },
      { name: "due", type: "dateOnly", interface: "date", uiSchema: { title: "Due" } },
      { name: "urgent", type: "boolean", interface: "checkbox", uiSchema: { title: "Urgent" } },
      { name: "owner", type: "belongsTo", target: "desk_people", foreignKey: "ownerId", uiSchema: { title: "Owner" } },
      { name: "gone", type: "string", uiSchema: { title: "Soon gone" } },
      { name: "notes", type: "hasMany", target: "desk_notes", foreignKey: "taskId", uiSchema: { title: "Notes" } },
    ],
  });
  const person = async (name: string) => (await ok("desk_people:create", { name })).id;
  const [ada, louis] = [await person("Ada"), await person("Louis")];
  for (let i = 1; i <= 30; i += 1) await person(`Person ${String(i).padStart(2, "0")}`);
  for (const [i, title] of ["Call the bank", "Order paper", "Book the room", "Water the plants"].entries()) {
    await ok("desk_tasks:create", {
      title,
      hours: i + 1.5,
      due: `2026-12-0${i + 1}`,
      state: i === 3 ? "late" : "open",
      urgent: i === 0,
      owner: i % 2 ? louis : ada,
    });
  }
  await makeWorkflows(server, boss);
  await ok("roles:create", {
    name: "reader",
    title: "Reader",
    strategy: { actions: ["view"] },
    snippets: ["!ui.*", "!pm", "!pm.*"],
  });
  await ok("users:create", { username: eve.account, nickname: "Eve", password: eve.password, roles: ["reader"] });
  await makePages(server, boss);
}

async function makeWorkflows(server: Server, boss: string) {
  const on = { collection: "desk_tasks" };
  const check = await server.ok(boss, "workflows:create", {
    key: "desk-check",
    title: "Check a task",
    type: "request-interception",
    config: { ...on, global: true, actions: ["create"] },
  });
  const node = (id: unknown, body: Json) => server.ok(boss, `workflows/${id}/nodes:create`, body);
  const asked = await node(check.id, {
    type: "condition",
    title: "Too long?",
    config: { rejectOnFalse: false, ...is("$context.params.values.hours", 99) },
  });
  const say = await node(check.id, {
    type: "response-message",
    title: "Say so",
    upstreamId: asked.id,
    branchIndex: 1,
    config: { message: "99 hours are too many.", field: "hours" },
  });
  await node(check.id, { type: "end", title: "Refuse", upstreamId: say.id, config: { endStatus: -1 } });
  await server.ok(boss, `workflows:update?filterByTk=${check.id}`, { enabled: true });
  await server.workflow(boss, { key: "desk-note", title: "Note it", type: "action", config: on }, [
    {
      type: "create",
      title: "Write a note",
      config: { collection: "desk_notes", params: { values: { text: "Noted" } } },
    },
  ]);
  await server.workflow(boss, { key: "desk-fails", title: "Tell the office", type: "action", sync: true, config: on }, [
    { type: "response-message", title: "Say why", config: { message: "The office is closed." } },
    { type: "end", title: "Closed", config: { endStatus: -1 } },
  ]);
  await server.workflow(
    boss,
    { key: "desk-remind", title: "Remind", type: "custom-action", config: { type: 1, ...on } },
    [
      {
        type: "create",
        title: "Write a note",
        config: { collection: "desk_notes", params: { values: { text: "Reminded" } } },
      },
    ],
  );
}

const field = (name: string, more: Json = {}) => ({ name, ...more });

const editForm = {
  uid: "desk-edit-form",
  type: "form",
  collection: "desk_tasks",
  settings: { mode: "edit", fields: [field("title"), field("state"), field("owner"), field("createdAt")] },
  buttons: [{ uid: "desk-edit-save", kind: "submit", title: "Save changes" }],
};

const notesOf = {
  uid: "desk-notes",
  type: "table",
  title: "Notes",
  collection: "desk_notes",
  association: "notes",
  settings: { fields: [field("text")] },
  buttons: [
    {
      uid: "desk-note-add",
      kind: "popup",
      on: "nothing",
      title: "Add a note",
      blocks: [
        {
          uid: "desk-note-form",
          type: "form",
          collection: "desk_notes",
          settings: { mode: "add", fields: [field("text", { required: true })] },
          buttons: [{ uid: "desk-note-submit", kind: "submit", title: "Add it" }],
        },
      ],
    },
  ],
};

const form = {
  uid: "desk-form",
  type: "form",
  title: "New task",
  collection: "desk_tasks",
  settings: {
    mode: "add",
    layout: { row: 1, column: 0, width: 16 },
    fields: [
      field("title"),
      field("hours", { help: "An estimate is enough." }),
      field("due"),
      field("owner"),
      field("urgent"),
    ],
  },
  buttons: [
    { uid: "desk-submit", kind: "submit", title: "Add task", bindings: [{ key: "desk-note" }] },
    { uid: "desk-office", kind: "save", title: "Add and tell", bindings: [{ key: "desk-fails" }] },
    { uid: "desk-plain", kind: "save", title: "Just add" },
  ],
};

const table = {
  uid: "desk-table",
  type: "table",
  title: "Tasks",
  collection: "desk_tasks",
  settings: {
    layout: { row: 0, column: 0 },
    inlineEdit: true,
    sort: ["title"],
    fields: [field("title"), field("state"), field("hours"), field("due"), field("owner")],
  },
  buttons: [
    { uid: "desk-open", kind: "popup", on: "record", title: "Open", blocks: [editForm, notesOf] },
    { uid: "desk-remind-button", kind: "trigger", on: "record", title: "Remind", bindings: [{ key: "desk-remind" }] },
    { uid: "desk-done", kind: "bulkUpdate", title: "Mark as done", values: { state: "done" } },
    { uid: "desk-bulk", kind: "bulkUpdate", title: "Change several" },
    { uid: "desk-remove", kind: "delete", on: "selection", title: "Delete", style: "danger", roles: ["root"] },
  ],
};

const text = {
  uid: "desk-text",
  type: "markdown",
  settings: {
    text: "# How we work\n\n- Add a task, and it is **noted**.\n- Text is text: <b onclick=alert(1)>no HTML</b>\n- [Elsewhere](https://example.com/) and [nowhere](javascript:alert(1))",
  },
};

const list = {
  uid: "desk-list",
  type: "list",
  title: "Late tasks",
  collection: "desk_tasks",
  settings: {
    fields: [field("owner"), field("due")],
    filter: { state: { $eq: "late" } },
    layout: { row: 1, column: 0 },
  },
  buttons: [{ uid: "desk-elsewhere", kind: "link", on: "record", title: "See it", page: "desk-task" }],
};

const details = {
  uid: "desk-details",
  type: "details",
  title: "One by one",
  collection: "desk_tasks",
  settings: {
    fields: [
      field("title"),
      field("hours"),
      field("urgent"),
      field("owner.name", { label: "Owner's name" }),
      field("gone"),
    ],
    sort: ["title"],
    layout: { row: 1, column: 1 },
  },
};

async function makePages(server: Server, boss: string) {
  const ok = (action: string, body: Json) => server.ok(boss, action, body);
  await ok("applications:create", {
    key: "desk",
    title: "Desk",
    icon: "home",
    description: "Tasks of the office and who does them.",
  });
  const page = async (uid: string, title: string, blocks: Json[]) => {
    await ok("pages:create", { uid, applicationKey: "desk", title, draft: { blocks } });
    await ok("menuEntries:create", { applicationKey: "desk", type: "page", pageUid: uid });
    await ok(`pages:publish?filterByTk=${uid}`, { revision: 1 });
  };
  await page("desk-tasks", "Tasks", [form, table]);
  await page("desk-task", "A task", [
    { ...details, uid: "desk-one", title: "The task", settings: { fields: [field("title"), field("state")] } },
  ]);
  await page("desk-more", "More", [list, details, text]);
  // A page may refer to what was deleted since it was published.
  await ok("collections/desk_tasks/fields:destroy?filterByTk=gone&force=true", {});
}
