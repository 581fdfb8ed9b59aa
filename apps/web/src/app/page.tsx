export default function StartPage() {
  return <main>Downhill</main>;
}
