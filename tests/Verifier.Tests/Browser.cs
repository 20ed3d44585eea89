using Microsoft.Playwright;

namespace Verifier.Tests;

/// <summary>Debian's Chromium, started once for all tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    internal async Task<Visit> VisitAsync(
        string origin, bool phone = false, string locale = "vi-VN", bool scripts = true)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = phone
                ? new ViewportSize { Width = 360, Height = 740 }
                : new ViewportSize { Width = 1200, Height = 900 },
            DeviceScaleFactor = phone ? 2 : 1,
            IsMobile = phone,
            HasTouch = phone,
            Locale = locale,
            JavaScriptEnabled = scripts,
        });
        return new Visit(context, await context.NewPageAsync(), origin);
    }
}

/// <summary>
/// One visitor: sees that the page calls nowhere else and that the browser has nothing to complain of.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public Visit(IBrowserContext context, IPage page, string origin)
    {
        (_context, Page, Origin) = (context, page, origin);
        page.Request += (_, request) =>
        {
            Requests.Add(request.Url);
            if (!request.Url.StartsWith(origin + "/", StringComparison.Ordinal))
            {
                _complaints.Add($"asked {request.Url}");
            }
        };
        page.Console += (_, message) =>
        {
            // A refused or failed request is reported here too; the tests that cause one look at its effect.
            if (message.Type is "error" or "warning"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public string Origin { get; }

    public List<string> Requests { get; } = [];

    /// <summary>Opens a path; of a link for another host only what comes after it.</summary>
    public Task OpenAsync(string path) => Page.GotoAsync(Origin + path);

    public async Task TypeCodeAsync(string code)
    {
        await Page.FillAsync("#code", code);
        await Page.PressAsync("#code", "Enter");
    }

    /// <summary>Waits for an answer of this state.</summary>
    public Task AnsweredAsync(string state) =>
        Page.WaitForSelectorAsync($"#answer[data-state={state}]:not([hidden])");

    /// <summary>Waits for a page of this path. Asks the page: Playwright's own wait for an address misses, once in some
    /// hundred times, a change that comes between its look at the address and its listening.</summary>
    public Task AtAsync(string path) => Page.WaitForFunctionAsync(
        "path => location.pathname === path && document.readyState === 'complete'", path);

    public Task<string> TextAsync(string selector) => Page.InnerTextAsync(selector);

    public async Task<string?> ToneAsync() => await Page.GetAttributeAsync("#answer", "data-tone");

    public Task<string> FocusedAsync() => Page.EvaluateAsync<string>("() => document.activeElement.id");

    public Task ChooseAsync(byte[] file) => Page.SetInputFilesAsync("#file", new FilePayload
    {
        Name = "giay-phep.pdf",
        MimeType = "application/pdf",
        Buffer = file,
    });

    /// <summary>Drops a small file onto an element.</summary>
    public async Task DropAsync(string selector) => await Page.EvaluateAsync(
        """
        selector => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(['%PDF-1.4'], 'a.pdf', { type: 'application/pdf' }));
          const target = document.querySelector(selector);
          target.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        }
        """,
        selector);

    /// <summary>Keeps a picture where VERIFIER_PICTURES names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("VERIFIER_PICTURES") is { Length: > 0 } folder)
        {
            var file = Path.Combine(folder, $"{name}.png");
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
        }
    }

    /// <summary>Nothing that axe calls a violation, by WCAG 2.2 at level AA and its own best practices.</summary>
    public async Task PassesAxeAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(AxeFile()));
        var found = await Page.EvaluateAsync<string>(
            """
            async () => (await axe.run()).violations
              .map(violation => `${violation.id}: ${violation.nodes.map(node => node.html).join(' | ')}`).join('\n')
            """);
        Assert.Equal("", found);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_complaints);
    }

    private static string AxeFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ResultStore.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "Verifier.Tests", "node_modules", "axe-core", "axe.min.js");
    }
}
