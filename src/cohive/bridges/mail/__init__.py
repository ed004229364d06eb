"""Mail in and out: what comes back (`bounces`), and many mails at once (`sending`)."""
