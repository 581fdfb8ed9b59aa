import { StartScreen } from "../features/start/StartScreen.tsx";

export default function StartPage() {
  return <StartScreen />;
}
