import { GoneScreen } from "../../../features/share/GoneScreen.tsx";

export default function ShareNotFound() {
  return <GoneScreen />;
}
