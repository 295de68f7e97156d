// Runs before the page is shown, so that parts which need a script never flash in their other form.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported');
