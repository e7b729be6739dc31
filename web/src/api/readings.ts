/** How soon something is read again after the first event, and how long at least from one reading to the next, in ms. */
const soon = 150;
const calm = 1000;

/** Readings one after the other, as long as they are asked for. A reading tells whether another one is needed. */
export class Readings {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = false;
  private asked = false;
  private stopped = false;
  private began = 0;

  constructor(private readonly read: () => Promise<boolean>) {}

  /** Has what happened until now read. */
  ask() {
    this.asked = true;
    this.plan();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private plan() {
    if (this.stopped || this.reading || this.timer !== undefined) return;
    this.timer = setTimeout(() => void this.run(), Math.max(soon, this.began + calm - Date.now()));
  }

  private async run() {
    this.timer = undefined;
    this.asked = false;
    this.reading = true;
    this.began = Date.now();
    const more = await this.read();
    this.reading = false;
    if (more || this.asked) this.plan();
  }
}
