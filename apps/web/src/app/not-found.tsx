import type { Metadata } from "next";
import { MissingScreen } from "../features/start/MissingScreen.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <MissingScreen title="There is nothing at this address">
      The page does not exist, or it belongs to a project that this browser has no access to. Projects are kept for the browser
      that made them; ask their owner for a share link.
    </MissingScreen>
  );
}
