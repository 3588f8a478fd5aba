"""What comes back by itself: bounces and complaints."""
