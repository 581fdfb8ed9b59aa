/** The mark of the product as a still line: a ball above a landscape with a shallow and a deep valley. */
export function LandscapeLine({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 420 110" fill="none" className={className} aria-hidden="true">
      <path
        d="M8 18 C 60 20, 78 70, 118 72 S 168 42, 202 44 S 262 98, 306 98 S 372 52, 412 14"
        stroke="var(--line-strong)"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <circle cx="52" cy="24.5" r="9" fill="var(--surface)" stroke="var(--accent)" strokeWidth="2" />
      <path
        d="M68 38 l12 14 m-1 -7 l1 7 l-7 -1"
        stroke="var(--ink-3)"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
