// Where the map is looked at from: pan and zoom, and nothing about what is drawn.

const NEAREST = 4;
const FARTHEST = 0.004;
/** Pixels a pointer may move and still count as a click. */
const STILL = 4;

export class Camera {
  #x = $state(0);
  #y = $state(0);
  #scale = $state(1);
  #touched = false;
  /** Where each pointer that is down was last: one drags, two pinch. */
  #grips = new Map<number, { x: number; y: number }>();
  #travelled = 0;
  /** Whether a pointer drags. */
  moving = $state(false);

  get scale(): number {
    return this.#scale;
  }

  /** What of the picture a frame shows, in the picture's own units. */
  view(frameWidth: number, frameHeight: number): { x: number; y: number; width: number; height: number } {
    return { x: -this.#x / this.#scale, y: -this.#y / this.#scale, width: frameWidth / this.#scale, height: frameHeight / this.#scale };
  }

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

  /** Brings a box to the middle, near enough to be read. */
  show(box: { x: number; y: number; width: number; height: number }, frameWidth: number, frameHeight: number): void {
    this.#touched = true;
    const fitting = Math.min(frameWidth / (box.width * 1.6), frameHeight / (box.height * 1.6));
    this.#scale = Math.min(Math.max(this.#scale, Math.min(fitting, 1)), Math.max(fitting, 0.2), NEAREST);
    this.#x = frameWidth / 2 - (box.x + box.width / 2) * this.#scale;
    this.#y = frameHeight / 2 - (box.y + box.height / 2) * this.#scale;
  }

  grab(event: PointerEvent): void {
    if (this.#grips.size === 0) this.#travelled = 0;
    this.#grips.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  /** `corner` is the frame's upper left corner on the screen. */
  drag(event: PointerEvent, corner: { left: number; top: number }): void {
    const grip = this.#grips.get(event.pointerId);
    if (!grip) return;
    // The button was let go outside of the frame, which heard nothing of it.
    if (event.buttons === 0) return this.release(event);
    const dx = event.clientX - grip.x;
    const dy = event.clientY - grip.y;
    const other = [...this.#grips].find(([id]) => id !== event.pointerId)?.[1];
    if (other) this.#pinch(grip, event, other, corner);
    else {
      this.#travelled += Math.abs(dx) + Math.abs(dy);
      if (!this.moved) return;
      this.moving = true;
      this.#touched = true;
      this.#x += dx;
      this.#y += dy;
    }
    this.#grips.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #pinch(before: { x: number; y: number }, now: PointerEvent, other: { x: number; y: number }, corner: { left: number; top: number }): void {
    const apart = (one: { x: number; y: number }) => Math.hypot(one.x - other.x, one.y - other.y);
    const middle = { x: (now.clientX + other.x) / 2, y: (now.clientY + other.y) / 2 };
    this.#travelled = STILL + 1;
    this.moving = true;
    this.zoom(apart({ x: now.clientX, y: now.clientY }) / (apart(before) || 1), middle.x - corner.left, middle.y - corner.top);
    this.#x += (now.clientX - before.x) / 2;
    this.#y += (now.clientY - before.y) / 2;
  }

  release(event: PointerEvent): void {
    this.#grips.delete(event.pointerId);
    this.moving = false;
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
