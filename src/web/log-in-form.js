import { element } from './dom.js';
import { logIn } from './server.js';

/**
 * Asks for a token, shows it to the server and goes on where it is in force.
 *
 * @param {() => void} admitted
 */
export function logInForm(admitted) {
  const input = element('input', {
    type: 'password',
    id: 'token',
    name: 'token',
    required: true,
    autocomplete: 'current-password',
    spellcheck: 'false',
    'aria-describedby': 'token-mistake',
  });
  const mistake = element('p', { id: 'token-mistake', class: 'mistake', role: 'alert' });
  const form = element(
    'form',
    { class: 'log-in', 'aria-label': 'Log in' },
    element('label', { for: 'token' }, 'Token'),
    input,
    element('button', { type: 'submit', class: 'primary' }, 'Log in'),
    mistake,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    logIn(input.value.trim()).then(admitted, (/** @type {unknown} */ error) => {
      mistake.textContent = error instanceof Error ? error.message : String(error);
      input.setAttribute('aria-invalid', 'true');
      input.focus();
    });
  });
  return form;
}
