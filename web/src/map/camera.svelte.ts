// Where the map is looked at from: pan and zoom, and nothing about what is drawn.

const NEAREST = 4;
const FARTHEST = 0.02;
/** Pixels a pointer may move and still count as a click. */
const STILL = 4;

export class Camera {
  #x = $state(0);
  #y = $state(0);
  #scale = $state(1);
  #touched = false;
  #grip: { x: number; y: number } | null = null;
  #travelled = 0;

  transform = $derived(`translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`);

  /** Whether the last press was a drag. */
  get moved(): boolean {
    return this.#travelled > STILL;
  }

  /** Shows all of a picture, unless the user has moved it. */
  fit(width: number, height: number, frameWidth: number, frameHeight: number): void {
    if (!this.#touched) this.#centre(width, height, frameWidth, frameHeight);
  }

  /** The next picture is another: it is shown whole. */
  forget(): void {
    this.#touched = false;
  }

  /** Shows all of a picture again. */
  whole(width: number, height: number, frameWidth: number, frameHeight: number): void {
    this.#touched = false;
    this.#centre(width, height, frameWidth, frameHeight);
  }

  #centre(width: number, height: number, frameWidth: number, frameHeight: number): void {
    const scale = Math.min(frameWidth / width, frameHeight / height, 1.2) * 0.98;
    this.#scale = Math.max(scale, FARTHEST);
    this.#x = (frameWidth - width * this.#scale) / 2;
    this.#y = (frameHeight - height * this.#scale) / 2;
  }

  /** Zooms about a point of the frame, which stays where it is. */
  zoom(factor: number, atX: number, atY: number): void {
    this.#touched = true;
    const scale = Math.min(Math.max(this.#scale * factor, FARTHEST), NEAREST);
    const ratio = scale / this.#scale;
    this.#x = atX - (atX - this.#x) * ratio;
    this.#y = atY - (atY - this.#y) * ratio;
    this.#scale = scale;
  }

  grab(event: PointerEvent): void {
    this.#grip = { x: event.clientX, y: event.clientY };
    this.#travelled = 0;
  }

  drag(event: PointerEvent): void {
    if (!this.#grip) return;
    // The button was let go outside of the frame, which heard nothing of it.
    if (event.buttons === 0) return this.release();
    const dx = event.clientX - this.#grip.x;
    const dy = event.clientY - this.#grip.y;
    this.#travelled += Math.abs(dx) + Math.abs(dy);
    if (!this.moved) return;
    this.#touched = true;
    this.#x += dx;
    this.#y += dy;
    this.#grip = { x: event.clientX, y: event.clientY };
  }

  release(): void {
    this.#grip = null;
  }

  /** Moves by a key; false for a key that means nothing here. */
  key(key: string, width: number, height: number): boolean {
    const step = 60;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [step, 0],
      ArrowRight: [-step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    const move = moves[key];
    if (move) {
      this.#touched = true;
      this.#x += move[0];
      this.#y += move[1];
    } else if (key === '+' || key === '=') this.zoom(1.25, width / 2, height / 2);
    else if (key === '-') this.zoom(0.8, width / 2, height / 2);
    else return false;
    return true;
  }
}
