// The product page's "like": noted on the device alone, after the shopper said once that it may be.
import { openRuyi } from './ruyi.ts';
import type { Words } from './strings.ts';

function askToRemember(status: HTMLElement, words: Words, remember: () => void): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet';
  button.textContent = words.remember;
  button.addEventListener('click', remember, { once: true });
  status.replaceChildren(`${words.mayRemember} `, button);
  button.focus();
}

/** Wires `button` to the profile; `status` says what happened. */
export function likeButton(
  button: HTMLButtonElement,
  status: HTMLElement,
  item: string,
  title: Record<string, string>,
  words: Words,
): void {
  const opened = openRuyi();
  const show = async () => {
    const { profile } = await opened;
    const liked = ((await profile.get()).events ?? []).some((event) => event.kind === 'like' && event.item === item);
    button.setAttribute('aria-pressed', String(liked));
    button.textContent = liked ? words.liked : words.like;
    return liked;
  };
  const like = async () => {
    const ruyi = await opened;
    if (await ruyi.track({ kind: 'like', item }, title)) {
      status.textContent = words.likedStatus;
      await show();
      button.focus();
      return;
    }
    askToRemember(status, words, () => void ruyi.profile.choose(true).then(like));
  };
  const toggle = async () => {
    if (!(await show())) return like();
    await (await opened).profile.forget(item);
    status.textContent = words.unlikedStatus;
    await show();
  };
  button.addEventListener('click', () => void toggle().catch(() => (status.textContent = words.likeFailed)));
  void opened.then((ruyi) => ruyi.on('profile-changed', () => void show())).then(show, () => (button.hidden = true));
}
