// The Ruyi library as this shop uses it, opened once a page (js/README.md has all of it).

export interface Ruyi {
  track(event: { kind: 'like' | 'cart'; item: string }, title?: Record<string, string>): Promise<boolean>;
  on(type: 'profile-changed', listener: () => void): () => void;
  profile: {
    get(): Promise<{ events?: { kind: string; item: string }[] }>;
    forget(id: string): Promise<void>;
    choose(on: boolean): Promise<void>;
  };
}

let opened: Promise<Ruyi> | undefined;

export function openRuyi(): Promise<Ruyi> {
  const library = '/ruyi/widget/index.js';
  opened ??= import(library).then(({ createRuyi }: { createRuyi(options: { manifest: string }): Ruyi }) =>
    createRuyi({ manifest: '/ruyi/manifest.json' }),
  );
  return opened;
}
