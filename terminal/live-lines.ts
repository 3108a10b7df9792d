/** Prints output above a few lines that change and show what is running. Without a terminal these lines are left out. */
import { columnsOf } from "./columns";

/** The part of a stream that is needed, as process.stderr has it. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Milliseconds between two updates of the lines. */
const INTERVAL = 1000;

/** Lines below the output of a stream. */
export class LiveLines {
  private lines: (() => readonly string[]) | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Number of lines on the screen. */
  private shown = 0;

  constructor(private readonly screen: Screen) {}

  get isLive(): boolean {
    return this.screen.isTTY === true;
  }

  /** Prints a line of output, above the changing lines. */
  print(line: string): void {
    this.screen.write(`${this.eraser()}${line}\n`);
    this.draw();
  }

  /** Shows lines until `hide`. @param lines computes them for each update */
  show(lines: () => readonly string[]): void {
    if (!this.isLive) return;
    this.lines = lines;
    this.timer ??= setInterval(() => {
      this.update();
    }, INTERVAL).unref();
    this.update();
  }

  update(): void {
    if (this.lines) this.screen.write(this.eraser());
    this.draw();
  }

  hide(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.lines = undefined;
    this.screen.write(this.eraser());
  }

  private draw(): void {
    if (!this.lines) return;
    // A line that wraps would be two on the screen.
    const width = (columnsOf(this.screen) ?? 80) - 1;
    const lines = this.lines().map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
    this.shown = lines.length;
    this.screen.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Returns what moves the cursor to the first changing line and clears from there on. */
  private eraser(): string {
    const text = this.shown > 0 ? `\u001b[${this.shown}A\u001b[0J` : "";
    this.shown = 0;
    return text;
  }
}
