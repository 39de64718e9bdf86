// A stand forgets each visitor: after a minute without input everything that was noted goes.

export const KIOSK_REST_MS = 60_000;

const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'input'] as const;

/** Calls `rested` once after every stretch of `restMs` without input on `target`, and then waits for the next visitor. Returns what ends it. */
export function watchRest(rested: () => void, target: EventTarget, restMs = KIOSK_REST_MS): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(rested, restMs);
  };
  touched(); // what an earlier page or visitor left behind goes too
  for (const input of INPUTS) target.addEventListener(input, touched, { capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    for (const input of INPUTS) target.removeEventListener(input, touched, { capture: true });
  };
}
