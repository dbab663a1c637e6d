import type { Locator, Page } from 'playwright-core';

/** A place on the page, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Waits until an element has stopped moving. */
export async function settled(element: Locator): Promise<void> {
  let before: Point | null = null;
  for (;;) {
    const now = await element.boundingBox();
    if (before !== null && now?.x === before.x && now.y === before.y) return;
    before = now;
    await element.page().waitForTimeout(50);
  }
}

/** The middle of an element, once it has stopped moving. */
export async function centre(target: Locator): Promise<Point> {
  await settled(target);
  const box = await target.boundingBox();
  if (box === null) throw new Error(`${target} is not visible`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Moves the mouse with its button held, in steps, as a hand does. */
export async function drag({ mouse }: Page, from: Point, to: Point): Promise<void> {
  await mouse.move(from.x, from.y);
  await mouse.down();
  await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await mouse.move(to.x, to.y, { steps: 5 });
  await mouse.up();
}
