import { MissingScreen } from "../start/MissingScreen.tsx";

/** Wrong, revoked and expired links are one answer, so that nothing can be learned from it. */
export function GoneScreen() {
  return (
    <MissingScreen title="This link shows nothing">
      It is wrong or incomplete, it has expired, or its owner has revoked it. Check that the whole address was copied, or ask the
      owner for a new link.
    </MissingScreen>
  );
}
