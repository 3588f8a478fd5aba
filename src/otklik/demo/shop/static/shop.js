// Calls wait in a queue until the tracker has loaded; without a tracker they wait for ever and harm nobody.
window.otklik = window.otklik || function () {
  (window.otklik.q = window.otklik.q || []).push(arguments);
};

const report = (calls) => calls.forEach((call) => window.otklik(...call));

const addToCart = async (form) => {
  const button = form.querySelector("button");
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "application/json" },
  });
  if (!answer.ok) throw new Error(`cart answered ${answer.status}`);
  const { count, calls } = await answer.json();
  report(calls);
  const badge = document.querySelector("[data-cart-count]");
  badge.textContent = count;
  badge.hidden = count === 0;
  const label = button.textContent;
  button.textContent = `${button.dataset.done} ✓`;
  setTimeout(() => { button.textContent = label; }, 1600);
};

document.addEventListener("DOMContentLoaded", () => {
  report(JSON.parse(document.getElementById("calls").textContent));
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-add]");
    if (!form) return;
    event.preventDefault();
    addToCart(form).catch(() => form.submit());
  });
});
