import { catalogueRoutes } from '@quayside/contract';
import { type Login, signIn } from './client.ts';
import { runDesk } from './desk.ts';
import { handOver, type TakeOver } from './dispatcher.ts';
import { pack } from './packer.ts';
import { pick, toteStack } from './picker.ts';
import { beginShift, type CrewSpeed, type Shift } from './shift.ts';

/** Who works, by role word of the contract. */
export interface CrewLogins {
  desk: Login;
  pickers: Login[];
  packers: Login[];
}

export interface CrewReport {
  isWorking: boolean;
  speed: CrewSpeed | null;
  workers: number;
  counts: Record<string, number>;
  /** What went wrong or was refused, newest last. */
  notes: string[];
}

/** Robot workers: they log in with their own accounts and do the floor's work through the same API as people. */
export interface Crew {
  /** Replaces a crew that is at work. Answers once all are signed in. */
  start(order: { baseUrl: string; speed: CrewSpeed; logins: CrewLogins }): Promise<void>;
  stop(): Promise<void>;
  report(): CrewReport;
}

export function makeCrew(takeOver: TakeOver): Crew {
  let shift: Shift | null = null;
  let work: Promise<unknown>[] = [];

  const stop = async (): Promise<void> => {
    shift?.end();
    await Promise.allSettled(work);
    work = [];
  };

  return {
    async start({ baseUrl, speed, logins }) {
      await stop();
      const now = beginShift(speed);
      shift = now;
      const desk = await signIn(baseUrl, logins.desk, now.isOver);
      const { rows: nodes } = await desk.call(catalogueRoutes.listNodes, {});
      const directed = nodes.filter((n) => n.mode === 'directed' && n.isActive);
      const jobs: (() => Promise<void>)[] = [() => runDesk(desk, nodes, now)];
      for (const node of directed) {
        const pickers = await Promise.all(
          logins.pickers.map((login) => signIn(baseUrl, login, now.isOver)),
        );
        const packers = await Promise.all(
          logins.packers.map((login) => signIn(baseUrl, login, now.isOver)),
        );
        const [first] = pickers;
        if (first === undefined) continue;
        const totes = await toteStack(first, node.nodeId);
        for (const handheld of pickers) jobs.push(() => pick(handheld, node.nodeId, totes, now));
        packers.forEach((handheld, place) => {
          jobs.push(() => pack(handheld, node.nodeId, { place, places: packers.length }, now));
        });
        const [dispatcher] = packers;
        if (dispatcher !== undefined) {
          jobs.push(() => handOver(dispatcher, node.nodeId, takeOver, now));
        }
      }
      work = jobs.map((job) => keepWorking(job, now));
    },
    stop,
    report() {
      const report = shift?.report() ?? { counts: {}, notes: [] };
      const isWorking = shift !== null && !shift.isOver();
      return {
        isWorking,
        speed: isWorking ? (shift?.speed ?? null) : null,
        workers: work.length,
        ...report,
      };
    },
  };
}

/** A worker who stumbles over something unforeseen says so and starts afresh; the shift goes on. */
async function keepWorking(job: () => Promise<void>, shift: Shift): Promise<void> {
  while (!shift.isOver()) {
    try {
      await job();
    } catch (error) {
      shift.count('stumbled');
      shift.note(error instanceof Error ? error.message : String(error));
      await shift.spend('idle', 3);
    }
  }
}
