/** One style sheet for every page of the outside world; both themes, no script needed. */
export const STYLE = `
:root { color-scheme: light dark;
  --ground: #f5f7f9; --card: #fff; --ink: #16202b; --soft: #566473; --line: #dbe1e7;
  --accent: #0b4f75; --accent-ink: #fff; --wash: #e6eff5; --ok: #17663a; --wait: #8a5a00; --stop: #a3261c; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #10161c; --card: #182129; --ink: #e4ebf1; --soft: #9aa9b7; --line: #2b3843;
  --accent: #5fb0dc; --accent-ink: #08202f; --wash: #1d2d39; --ok: #6fcf97; --wait: #e5b567; --stop: #f08a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
header { background: var(--card); border-bottom: 1px solid var(--line); }
header > div, main { max-width: 1160px; margin: 0 auto; padding: 0 20px; }
header > div { padding-top: 8px; padding-bottom: 8px; display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: center; min-height: 52px; }
header strong { font-size: 16px; }
nav { display: flex; flex-wrap: wrap; gap: 4px; }
nav a { padding: 6px 10px; border-radius: 4px; text-decoration: none; color: var(--soft); }
nav a[aria-current] { background: var(--wash); color: var(--accent); font-weight: 600; }
main { padding-top: 20px; padding-bottom: 48px; }
h1 { font-size: 20px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 0 0 8px; }
p { margin: 0 0 12px; } .soft { color: var(--soft); } .small { font-size: 12px; }
.grid { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); margin: 16px 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 16px; overflow-x: auto; }
.wide { margin: 16px 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(108px, 1fr)); gap: 8px; margin: 16px 0; }
.tiles a { background: var(--card); border: 1px solid var(--line); border-radius: 6px;
  padding: 10px 12px; text-decoration: none; color: var(--soft); font-size: 12px; }
.tiles a[aria-current] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.tiles b { display: block; color: var(--ink); font-size: 20px; font-variant-numeric: tabular-nums; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 12px; color: var(--soft); font-weight: 600; }
th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; } .num { text-align: right; } .num, .time { white-space: nowrap; }
form { margin: 0; } form.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; }
label { display: block; font-size: 12px; color: var(--soft); }
input, select { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line);
  border-radius: 4px; padding: 6px 8px; width: 100%; min-height: 34px; }
input[type=number] { width: 108px; } input[type=radio], input[type=checkbox] { width: auto; min-height: 0; }
button { font: inherit; font-weight: 600; min-height: 34px; padding: 5px 12px; border-radius: 4px; cursor: pointer;
  border: 1px solid var(--line); background: var(--card); color: var(--accent); }
button.first { background: var(--accent); color: var(--accent-ink); border-color: var(--accent); }
button.small { min-height: 26px; padding: 1px 8px; font-size: 12px; }
.actions { display: flex; gap: 6px; flex-wrap: wrap; }
.state { white-space: nowrap; font-weight: 600; } .ok { color: var(--ok); } .wait { color: var(--wait); } .stop { color: var(--stop); }
.note { border-left: 3px solid var(--accent); background: var(--wash); padding: 8px 12px; border-radius: 0 4px 4px 0; margin: 12px 0; }
.note.bad { border-color: var(--stop); }
code, pre { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
iframe { width: 100%; min-height: 60vh; border: 1px solid var(--line); border-radius: 6px; background: #fff; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; font-variant-numeric: tabular-nums; }
.narrow { max-width: 460px; margin: 6vh auto; }
.choice { display: flex; gap: 10px; align-items: center; border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; margin: 12px 0; color: var(--ink); font-size: 14px; }
`;
